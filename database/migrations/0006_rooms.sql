-- Rooms: which passages stand and where they count, stays, a session's languages, speakers, quota and
-- cancellation, options of the event, and people honoured at a session. All derived from the journal.
CREATE INDEX journal_moved ON journal (subject) WHERE kind = 'moved';
CREATE INDEX journal_batch ON journal (batch) WHERE batch <> '';
CREATE TABLE passages (
    entry_id TEXT PRIMARY KEY, kind TEXT NOT NULL, person_id TEXT NOT NULL, checkpoint TEXT NOT NULL,
    at_ms INTEGER NOT NULL, station TEXT NOT NULL, counter INTEGER NOT NULL,
    change INTEGER NOT NULL, total INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passages_checkpoint ON passages (checkpoint, at_ms);
CREATE INDEX passages_person ON passages (person_id);
CREATE TABLE stays (
    person_id TEXT NOT NULL, checkpoint TEXT NOT NULL,
    entered_ms INTEGER NOT NULL, entered_station TEXT NOT NULL, entered_counter INTEGER NOT NULL,
    left_ms INTEGER, left_station TEXT, left_counter INTEGER, how TEXT,
    PRIMARY KEY (person_id, checkpoint, entered_ms, entered_station, entered_counter)
) STRICT, WITHOUT ROWID;
CREATE INDEX stays_checkpoint ON stays (checkpoint, entered_ms);
DROP TABLE occupancy;
CREATE TABLE occupancy (
    checkpoint TEXT PRIMARY KEY, present INTEGER NOT NULL, inside INTEGER NOT NULL,
    headcount INTEGER NOT NULL, kept INTEGER NOT NULL, peak INTEGER NOT NULL, last_ms INTEGER
) STRICT, WITHOUT ROWID;
ALTER TABLE sessions ADD COLUMN quota INTEGER;
ALTER TABLE sessions ADD COLUMN languages TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sessions ADD COLUMN speakers TEXT NOT NULL DEFAULT '[]';
ALTER TABLE sessions ADD COLUMN cancelled INTEGER NOT NULL DEFAULT 0;
CREATE TABLE options (name TEXT PRIMARY KEY, value TEXT NOT NULL, stamp TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE honours (
    session_id TEXT NOT NULL, person_id TEXT NOT NULL, role TEXT NOT NULL, rank INTEGER NOT NULL,
    stamp TEXT NOT NULL, PRIMARY KEY (session_id, person_id)
) STRICT, WITHOUT ROWID;
