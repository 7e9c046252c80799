-- The reception desk: notes that ask for somebody, protocol, heads of delegation, substitutions, cases.
ALTER TABLE people ADD COLUMN note_level TEXT NOT NULL DEFAULT 'info';
ALTER TABLE people ADD COLUMN protocol_rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN protocol_contact TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN head_of_delegation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE people ADD COLUMN replaces TEXT NOT NULL DEFAULT '';
ALTER TABLE people ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
CREATE INDEX people_delegation ON people (delegation) WHERE delegation <> '';
CREATE INDEX journal_cases ON journal (at_ms) WHERE kind IN ('case_opened', 'case_resolved');
CREATE INDEX journal_groups ON journal (batch)
    WHERE batch <> '' AND kind IN ('entry', 'exit', 'headcount');
