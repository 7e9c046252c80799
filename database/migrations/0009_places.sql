-- The order of a session's list: by the mark of the enrolment, until the organiser moves somebody up.
ALTER TABLE enrolments ADD COLUMN place TEXT NOT NULL DEFAULT '';
UPDATE enrolments SET place = stamp;
