-- News carry the entries themselves where they are small, on a channel of each event: a station that
-- hears them has nothing left to ask for. And each entrance opens its own event only.

CREATE OR REPLACE FUNCTION raict.follow_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE held integer;
BEGIN
    UPDATE raict.head SET counter = NEW.counter WHERE event_id = NEW.event_id
        AND station = NEW.station AND counter = NEW.counter - 1;
    IF FOUND THEN
        RETURN NEW;
    END IF;
    INSERT INTO raict.head VALUES (NEW.event_id, NEW.station, 0) ON CONFLICT DO NOTHING;
    SELECT counter INTO held FROM raict.head
        WHERE event_id = NEW.event_id AND station = NEW.station FOR UPDATE;
    IF NEW.counter <= held THEN
        IF NOT EXISTS (SELECT 1 FROM raict.entry e WHERE e.event_id = NEW.event_id
                AND e.station = NEW.station AND e.counter = NEW.counter AND e.hash = NEW.hash) THEN
            RAISE EXCEPTION 'two journals under one station' USING ERRCODE = 'RA002';
        END IF;
        RETURN NULL;
    END IF;
    IF NEW.counter <> held + 1 THEN
        RAISE EXCEPTION 'does not follow on' USING ERRCODE = 'RA001';
    END IF;
    UPDATE raict.head SET counter = NEW.counter
        WHERE event_id = NEW.event_id AND station = NEW.station;
    RETURN NEW;
END $$;

-- A notification holds less than 8 000 bytes; more, or many entries at once, are asked for.
CREATE OR REPLACE FUNCTION raict.tell() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_notify('raict_' || replace(event_id, '-', ''),
        CASE WHEN sum(octet_length(line) + 120) <= 7500
            THEN 'entries' || string_agg(
                E'\n' || station || ' ' || counter || ' ' || hash || ' ' || line,
                '' ORDER BY station, counter)
            ELSE 'news' END)
        FROM fresh GROUP BY event_id;
    RETURN NULL;
END $$;

-- Which event each station role may see. Roles of before this table keep what they could see.
CREATE TABLE raict.entrance (
    role name NOT NULL,
    event_id text NOT NULL REFERENCES raict.event,
    PRIMARY KEY (role, event_id)
);
INSERT INTO raict.entrance
    SELECT r.rolname, e.event_id FROM raict.event e CROSS JOIN pg_auth_members m
        JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
        WHERE g.rolname = 'raict_station' AND r.rolname LIKE 'raict\_%';
ALTER TABLE raict.entrance ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON raict.entrance USING (role = session_user);
GRANT SELECT ON raict.entrance TO raict_station;

ALTER TABLE raict.event ENABLE ROW LEVEL SECURITY;
ALTER TABLE raict.entry ENABLE ROW LEVEL SECURITY;
ALTER TABLE raict.head ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON raict.event USING (event_id IN (SELECT event_id FROM raict.entrance));
CREATE POLICY own ON raict.entry USING (event_id IN (SELECT event_id FROM raict.entrance));
CREATE POLICY own ON raict.head USING (event_id IN (SELECT event_id FROM raict.entrance));

CREATE OR REPLACE FUNCTION raict.claim(event text, door text, who text, desk text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE winner text;
BEGIN
    IF NOT EXISTS (SELECT 1 FROM raict.entrance e
            WHERE e.role = session_user AND e.event_id = event) THEN
        RAISE EXCEPTION 'another event' USING ERRCODE = '42501';
    END IF;
    INSERT INTO raict.claim AS c VALUES (event, door, who, desk, clock_timestamp())
        ON CONFLICT (event_id, checkpoint, subject) DO UPDATE
        SET station = EXCLUDED.station, at = EXCLUDED.at
        WHERE c.at < clock_timestamp() - interval '5 seconds';
    SELECT c.station INTO winner FROM raict.claim c
        WHERE c.event_id = event AND c.checkpoint = door AND c.subject = who;
    RETURN winner;
END $$;

UPDATE raict.hub SET version = 2;
