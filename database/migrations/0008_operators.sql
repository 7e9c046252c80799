-- Who was at the desk: an entry holds an id, the name stands with the personal values of the entry that
-- tells it. Names that older programs wrote into entries can be erased; a seal then stands for the hash.
CREATE TABLE operators (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX operators_name ON operators (name);
CREATE TABLE erased_operators (
    entry_id TEXT PRIMARY KEY REFERENCES journal (id), seal TEXT NOT NULL CHECK (length(seal) = 64)
) STRICT, WITHOUT ROWID;
