-- What is asked at every passage or for every figure must not be counted among a million rows: how many
-- people there are of each sort, who is here, and entries of the kinds that are few among many.
CREATE TABLE people_totals (
    category TEXT NOT NULL, status TEXT NOT NULL, walk_in INTEGER NOT NULL, present INTEGER NOT NULL,
    people INTEGER NOT NULL, PRIMARY KEY (category, status, walk_in, present)
) STRICT, WITHOUT ROWID;
INSERT INTO people_totals
    SELECT category, status, walk_in, present, count(*) FROM people GROUP BY 1, 2, 3, 4;
-- Who is added is counted by the program, many together: a trigger would take longer than the row itself.
CREATE TRIGGER people_are_counted_when_removed AFTER DELETE ON people
BEGIN
    UPDATE people_totals SET people = people - 1 WHERE category = old.category
        AND status = old.status AND walk_in = old.walk_in AND present = old.present;
    DELETE FROM people_totals WHERE category = old.category AND status = old.status
        AND walk_in = old.walk_in AND present = old.present AND people = 0;
END;
CREATE TRIGGER people_are_counted_when_changed
AFTER UPDATE OF category, status, walk_in, present ON people
WHEN (old.category, old.status, old.walk_in, old.present)
    <> (new.category, new.status, new.walk_in, new.present)
BEGIN
    UPDATE people_totals SET people = people - 1 WHERE category = old.category
        AND status = old.status AND walk_in = old.walk_in AND present = old.present;
    DELETE FROM people_totals WHERE category = old.category AND status = old.status
        AND walk_in = old.walk_in AND present = old.present AND people = 0;
    INSERT INTO people_totals VALUES (new.category, new.status, new.walk_in, new.present, 1)
        ON CONFLICT DO UPDATE SET people = people + 1;
END;
CREATE INDEX people_here ON people (organisation_id, delegation, category) WHERE present = 1;
CREATE INDEX people_cancelled ON people (status) WHERE status <> 'registered';
CREATE INDEX journal_seldom ON journal (kind, at_ms)
    WHERE kind NOT IN ('person_added', 'person_corrected', 'organisation_set', 'enrolled', 'unenrolled',
        'entry', 'exit', 'refused', 'badge_printed', 'tray_filled');
CREATE INDEX journal_refused ON journal (verdict) WHERE kind = 'refused';
CREATE INDEX journal_corrected ON journal (source) WHERE kind = 'person_corrected';
