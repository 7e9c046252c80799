-- Who is here, with everything the sums ask, so that no row of the people is read for them. And codes that
-- are no code of ours: the camera asks whether there are any.
DROP INDEX people_here;
CREATE INDEX people_here ON people (organisation_id, delegation, category, present) WHERE present = 1;
CREATE INDEX people_foreign_codes ON people (code)
    WHERE code <> '' AND (length(code) <> 20 OR code GLOB '*[^BCDFGHJKLNPRSTVXY]*');
