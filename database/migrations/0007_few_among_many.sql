-- What is rare among many thousand rows and asked for at every passage must not be looked for in all.
CREATE INDEX journal_anonymised ON journal (kind) WHERE kind = 'anonymised';
CREATE INDEX passages_headcount ON passages (checkpoint, at_ms, station, counter)
    WHERE kind = 'headcount';
