-- A list that is taken in, or taken back: its entries wait here until they are all on the disk, are then
-- accepted as one, and go into the journal a piece at a time, so that no desk waits for the whole. What
-- was accepted is finished whatever happens; what was not is forgotten.
CREATE TABLE waiting_entries (
    place INTEGER PRIMARY KEY, batch TEXT NOT NULL CHECK (length(batch) = 36), body BLOB NOT NULL
) STRICT;
CREATE TABLE accepted_batch (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    batch TEXT NOT NULL CHECK (length(batch) = 36), station TEXT NOT NULL CHECK (length(station) = 36),
    at_ms INTEGER NOT NULL, offset_minutes INTEGER NOT NULL, operator TEXT NOT NULL,
    sequence INTEGER NOT NULL, counter INTEGER NOT NULL
) STRICT;
