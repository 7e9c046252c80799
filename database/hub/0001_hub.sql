-- The hub: journal entries of every station, as lines, in the order each station wrote them.
-- Stations may INSERT and SELECT; everything that changes a row is a trigger owned by the hub's owner.
CREATE SCHEMA raict;

CREATE TABLE raict.hub (
    only_row integer PRIMARY KEY CHECK (only_row = 1),
    version integer NOT NULL
);
INSERT INTO raict.hub VALUES (1, 1);

CREATE TABLE raict.event (
    event_id text PRIMARY KEY CHECK (length(event_id) = 36),
    title text NOT NULL CHECK (length(title) <= 200)
);

CREATE TABLE raict.entry (
    event_id text NOT NULL REFERENCES raict.event,
    station text NOT NULL CHECK (length(station) = 36),
    counter integer NOT NULL CHECK (counter > 0),
    hash text NOT NULL CHECK (length(hash) = 64),
    line text NOT NULL CHECK (length(line) <= 250000),
    PRIMARY KEY (event_id, station, counter)
);

-- Heads beside the entries: asking for them must not read a hundred thousand rows.
CREATE TABLE raict.head (
    event_id text NOT NULL REFERENCES raict.event,
    station text NOT NULL,
    counter integer NOT NULL,
    PRIMARY KEY (event_id, station)
);

-- An entry that is there already is left alone; one that does not follow on is refused, so that a
-- station whose idea of the hub is old finds out at once.
CREATE FUNCTION raict.follow_on() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE held integer;
BEGIN
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
CREATE TRIGGER follow_on BEFORE INSERT ON raict.entry
    FOR EACH ROW EXECUTE FUNCTION raict.follow_on();

CREATE FUNCTION raict.tell() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    PERFORM pg_notify('raict', 'news ' || event_id) FROM (SELECT DISTINCT event_id FROM fresh) f;
    RETURN NULL;
END $$;
CREATE TRIGGER tell AFTER INSERT ON raict.entry
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION raict.tell();

-- The journal is append-only here too, for its owner as well.
CREATE FUNCTION raict.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
CREATE TRIGGER entry_is_append_only BEFORE UPDATE OR DELETE ON raict.entry
    FOR EACH ROW EXECUTE FUNCTION raict.refuse();

-- Claims live for seconds: who of two desks asked first about one person at one door.
CREATE TABLE raict.claim (
    event_id text NOT NULL REFERENCES raict.event,
    checkpoint text NOT NULL CHECK (length(checkpoint) <= 64),
    subject text NOT NULL CHECK (length(subject) <= 64),
    station text NOT NULL CHECK (length(station) = 36),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (event_id, checkpoint, subject)
);
CREATE FUNCTION raict.claim(event text, door text, who text, desk text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE winner text;
BEGIN
    INSERT INTO raict.claim AS c VALUES (event, door, who, desk, clock_timestamp())
        ON CONFLICT (event_id, checkpoint, subject) DO UPDATE
        SET station = EXCLUDED.station, at = EXCLUDED.at
        WHERE c.at < clock_timestamp() - interval '5 seconds';
    SELECT c.station INTO winner FROM raict.claim c
        WHERE c.event_id = event AND c.checkpoint = door AND c.subject = who;
    RETURN winner;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA raict FROM PUBLIC;
DO $$ BEGIN
    CREATE ROLE raict_station NOLOGIN;
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
GRANT USAGE ON SCHEMA raict TO raict_station;
GRANT SELECT ON raict.hub, raict.event, raict.entry, raict.head TO raict_station;
GRANT INSERT ON raict.entry TO raict_station;
GRANT EXECUTE ON FUNCTION raict.claim(text, text, text, text) TO raict_station;
