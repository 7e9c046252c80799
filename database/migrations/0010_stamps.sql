-- A person's stamps: each entry once with the fields it wrote, half the size of the table. The tables are
-- derived anew when a file is upgraded, so nothing is rewritten here. And an index of erasures: a
-- backup asks for the last one.
CREATE INDEX journal_erasures ON journal (at_ms) WHERE kind IN ('anonymised', 'person_erased');
