-- By how much a station's clock was wrong, for its entries up to a counter; derived from the journal.
CREATE TABLE clock_corrections (
    station TEXT PRIMARY KEY, milliseconds INTEGER NOT NULL, until INTEGER NOT NULL,
    stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
