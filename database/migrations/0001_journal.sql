-- The event file: who it is, one append-only journal, personal values beside it, and projections.
CREATE TABLE event_file (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    event_id TEXT NOT NULL CHECK (length(event_id) = 36),
    salt TEXT NOT NULL CHECK (length(salt) = 64),
    station TEXT NOT NULL CHECK (length(station) = 36),
    witness TEXT NOT NULL
) STRICT;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (length(id) = 36),
    station TEXT NOT NULL CHECK (length(station) = 36),
    counter INTEGER NOT NULL CHECK (counter > 0),
    at_ms INTEGER NOT NULL CHECK (at_ms >= 0),
    offset_minutes INTEGER NOT NULL CHECK (offset_minutes BETWEEN -1440 AND 1440),
    kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    subject TEXT NOT NULL CHECK (length(subject) <= 64),
    checkpoint TEXT NOT NULL CHECK (length(checkpoint) <= 64),
    verdict TEXT NOT NULL CHECK (length(verdict) <= 40),
    reason TEXT NOT NULL CHECK (length(reason) <= 40),
    source TEXT NOT NULL CHECK (length(source) <= 40),
    operator TEXT NOT NULL CHECK (length(operator) <= 80),
    batch TEXT NOT NULL CHECK (length(batch) <= 64),
    facts TEXT NOT NULL CHECK (length(facts) <= 100000),
    digest TEXT NOT NULL CHECK (length(digest) IN (0, 64)),
    previous TEXT NOT NULL CHECK (length(previous) IN (0, 64)),
    hash TEXT NOT NULL CHECK (length(hash) = 64),
    UNIQUE (station, counter)
) STRICT;
CREATE INDEX journal_subject ON journal (subject, checkpoint, kind);
CREATE INDEX journal_passages ON journal (at_ms) WHERE kind IN ('entry', 'exit', 'refused');
CREATE INDEX journal_checkpoint ON journal (checkpoint, at_ms)
    WHERE kind IN ('entry', 'exit', 'refused', 'headcount');
CREATE INDEX journal_annulled ON journal (subject) WHERE kind = 'annulled';
CREATE TABLE personal_values (
    entry_id TEXT PRIMARY KEY REFERENCES journal (id),
    body TEXT NOT NULL CHECK (length(body) <= 100000)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- Projections: dropped and rebuilt from the journal at will.
CREATE TABLE event (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    title TEXT NOT NULL, first_day TEXT NOT NULL, days INTEGER NOT NULL, venue TEXT NOT NULL,
    timezone TEXT NOT NULL, stamp TEXT NOT NULL
) STRICT;
CREATE TABLE organisations (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, folded TEXT NOT NULL,
    kind TEXT NOT NULL, country TEXT NOT NULL, stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organisations_key ON organisations (key);
CREATE TABLE people (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL DEFAULT '', civility TEXT NOT NULL DEFAULT '',
    given_name TEXT NOT NULL DEFAULT '', family_name TEXT NOT NULL DEFAULT '',
    function TEXT NOT NULL DEFAULT '', organisation_id TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT 'participant', delegation TEXT NOT NULL DEFAULT '',
    email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
    external_id TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
    status TEXT NOT NULL DEFAULT 'registered', walk_in INTEGER NOT NULL DEFAULT 0,
    present INTEGER NOT NULL DEFAULT 0,
    folded_given TEXT NOT NULL DEFAULT '', folded_family TEXT NOT NULL DEFAULT '',
    stamps TEXT NOT NULL DEFAULT '{}'
) STRICT, WITHOUT ROWID;
CREATE INDEX people_code ON people (code);
CREATE INDEX people_external ON people (external_id) WHERE external_id <> '';
CREATE INDEX people_name ON people (folded_family, folded_given);
CREATE INDEX people_given ON people (folded_given, folded_family);
CREATE INDEX people_email ON people (email) WHERE email <> '';
CREATE INDEX people_organisation ON people (organisation_id);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, folded TEXT NOT NULL, kind TEXT NOT NULL,
    room TEXT NOT NULL, starts_ms INTEGER NOT NULL, ends_ms INTEGER NOT NULL, capacity INTEGER,
    admission TEXT NOT NULL, when_full TEXT NOT NULL, exits INTEGER NOT NULL,
    removed INTEGER NOT NULL, stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE enrolments (
    person_id TEXT NOT NULL, session_id TEXT NOT NULL, enrolled INTEGER NOT NULL,
    stamp TEXT NOT NULL, PRIMARY KEY (person_id, session_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolments_session ON enrolments (session_id) WHERE enrolled = 1;
CREATE TABLE presence (
    person_id TEXT NOT NULL, checkpoint TEXT NOT NULL, first_ms INTEGER, last_ms INTEGER,
    left_ms INTEGER, entries INTEGER NOT NULL, inside INTEGER NOT NULL,
    PRIMARY KEY (person_id, checkpoint)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_checkpoint ON presence (checkpoint, first_ms);
CREATE TABLE occupancy (
    checkpoint TEXT PRIMARY KEY, present INTEGER NOT NULL, inside INTEGER NOT NULL,
    headcount INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE badges_printed (person_id TEXT PRIMARY KEY, times INTEGER NOT NULL) STRICT, WITHOUT ROWID;
