-- Badge layouts and sheets of the event, and where printed badges wait.
CREATE TABLE designs (
    kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, removed INTEGER NOT NULL,
    stamp TEXT NOT NULL, PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE tray_slots (
    run TEXT NOT NULL, person_id TEXT NOT NULL, tray TEXT NOT NULL, slot INTEGER NOT NULL,
    stamp TEXT NOT NULL, PRIMARY KEY (run, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tray_slots_stamp ON tray_slots (stamp);
