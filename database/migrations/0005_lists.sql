-- Lists and organisations: imports that can be undone, organisations merged, what the organiser prepared.
ALTER TABLE people ADD COLUMN named_organisation_id TEXT NOT NULL DEFAULT '';
UPDATE people SET named_organisation_id = organisation_id;
CREATE INDEX people_named_organisation ON people (named_organisation_id);
CREATE TABLE removed_people (person_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE organisation_merges (
    id TEXT PRIMARY KEY, into_id TEXT NOT NULL, stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organisation_merges_into ON organisation_merges (into_id);
CREATE TABLE removed_organisations (organisation_id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
CREATE TABLE preparations (
    name TEXT PRIMARY KEY, body TEXT NOT NULL, stamp TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX journal_imports ON journal (at_ms) WHERE kind IN ('imported', 'import_undone');
