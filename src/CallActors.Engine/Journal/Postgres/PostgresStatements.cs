namespace CallActors.Engine.Journal.Postgres;

/// <summary>The SQL of the journal: its tables, the function that appends, and the keys of its advisory locks.</summary>
internal static class PostgresStatements
{
    /// <summary>The first of the two numbers of every advisory lock here, so that they stay apart from other programs'.</summary>
    public const int LockSpace = 1671;

    /// <summary>Held for each group: whoever reads by <c>ordering</c> never sees a row before an older one.</summary>
    public const int AppendLock = 1;

    /// <summary>Held while a node starts, so that several may start at once on an empty database.</summary>
    public const int StartLock = 2;

    /// <summary>Held by the one node that does what one node does for all.</summary>
    public const int LeaderLock = 3;

    /// <summary>Held shared by every writer of embedded engines for as long as it is connected.</summary>
    public const int EmbeddedEngineLock = 16;

    /// <summary>Held shared by every node of an Akka.NET engine.</summary>
    public const int AkkaEngineLock = 17;

    /// <summary>
    /// With a node's id: where others announce their commits to it. On one channel for all each node would be woken by what
    /// it wrote itself. The payload is the first and the last <c>ordering</c> of some rows and these rows, sealed for that
    /// node, with colons between; or the last <c>ordering</c> alone, which is all that older versions send and understand.
    /// </summary>
    public const string ChannelPrefix = "callactors_journal_";

    /// <summary>Where sealed digits go to the node of a bridge, before the commit that they belong to is announced.</summary>
    public const string DigitsChannel = "callactors_digits";

    /// <summary>Where each node puts its public keys: for digits and as who seals rows, and for rows that are sealed for it.</summary>
    public const string NodeTable = """
        CREATE TABLE IF NOT EXISTS callactors_node (
            id          text COLLATE "C" PRIMARY KEY,
            public_key  bytea NOT NULL,
            hearing_key bytea
        )
        """;

    /// <summary>For a table that an older version made: its nodes have no such key, and read what is announced.</summary>
    public const string HearingKey = "ALTER TABLE callactors_node ADD COLUMN hearing_key bytea";

    /// <summary>
    /// Selects the ids of the nodes that live: the locks of one 64-bit number in this database. Other programs' locks
    /// of that kind do no harm, for nobody has their number as an id.
    /// </summary>
    public const string LiveNodes = """
        SELECT DISTINCT lpad(to_hex(classid::bigint), 8, '0') || lpad(to_hex(objid::bigint), 8, '0') FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    // Akka's table says no collation. "C" sorts the same as SQLite, and lets the unique index find the ids of a prefix.
    public const string Tables = """
        CREATE TABLE journal (
            ordering        bigint  GENERATED ALWAYS AS IDENTITY,
            created         bigint  NOT NULL,
            deleted         boolean NOT NULL,
            persistence_id  text    COLLATE "C" NOT NULL,
            sequence_number bigint  NOT NULL,
            message         bytea   NOT NULL,
            tags            text,
            manifest        text,
            identifier      integer,
            writer_uuid     text,
            CONSTRAINT "PK_journal" PRIMARY KEY (ordering),
            CONSTRAINT journal_uq UNIQUE (persistence_id, sequence_number)
        );
        CREATE TABLE snapshot (
            persistence_id  text   COLLATE "C" NOT NULL,
            sequence_number bigint NOT NULL,
            created         bigint NOT NULL,
            snapshot        bytea,
            manifest        text,
            serializer_id   integer,
            CONSTRAINT "PK_snapshot" PRIMARY KEY (persistence_id, sequence_number)
        );
        """;

    /// <summary>For tables that Akka made: without it every listing of ids would read the whole table.</summary>
    public const string PersistenceIdIndex =
        """CREATE INDEX IF NOT EXISTS callactors_persistence_id_idx ON journal (persistence_id COLLATE "C")""";

    // Ticks of .NET, as Akka writes them: units of 100 ns since the year 1.
    public const string Ticks = "(extract(epoch FROM clock_timestamp()) * 10000000)::bigint + 621355968000000000";

    /// <summary>
    /// Inserts changes if each was decided on its session's head, and gives the last ordering, or null if one was not
    /// (0 for the number before says that there is none, or that this connection wrote it)
    /// or has a number that is taken. Only the number before a session's is looked up: whether there is a later one the
    /// unique key tells for nothing, since no stream has holes (looking for the head cost a third more). Several changes
    /// of one session pass one by one. Comparing by both columns leaves the planner no index but the unique one.
    /// </summary>
    public static readonly string InsertFunction = $"""
        CREATE FUNCTION callactors_insert_2(
            sessions text[], befores bigint[],
            ids text[], numbers bigint[], manifests text[], messages bytea[], writer text) RETURNS bigint
        LANGUAGE plpgsql AS $body$
        DECLARE
            now_ticks bigint := {Ticks};
        BEGIN
            IF EXISTS (
                SELECT FROM unnest(sessions, befores) AS given (id, before)
                WHERE before > 0 AND (
                    SELECT 1 FROM journal AS j
                    WHERE (j.persistence_id, j.sequence_number) >= (given.id, given.before)
                      AND (j.persistence_id, j.sequence_number) <= (given.id, given.before)
                    LIMIT 1) IS NULL)
            THEN
                RETURN NULL;
            END IF;
            INSERT INTO journal
                (created, deleted, persistence_id, sequence_number, message, tags, manifest, identifier, writer_uuid)
            SELECT now_ticks, false, id, number, message, '', manifest, {JournalLayout.SerializerId}, writer
            FROM unnest(ids, numbers, manifests, messages) WITH ORDINALITY AS given (id, number, manifest, message, place)
            ORDER BY place;
            -- The identity's last value of this session is that of the last row inserted.
            RETURN lastval();
        EXCEPTION WHEN unique_violation THEN
            RETURN NULL;
        END $body$
        """;

    /// <summary>
    /// Appends a group in one round trip: lock, guard, insert, notify. For each change it is given the session, the
    /// number before it, and the place of its last row. It gives the places of the changes that lost; only
    /// a group that has one goes change by change, else it gives the last ordering, and the rows' orderings have no gap. A
    /// change may bring a notice, sent only if the change is committed. A group that is committed whole is announced as it
    /// is given: to whom, from which row to which, and these rows sealed for him, if he is not to read them; of another one
    /// each of them hears only up to where it goes. The guard's statements begin after the lock is held, so their snapshot
    /// has everything the last holder wrote.
    /// </summary>
    public static readonly string AppendFunction = $$"""
        CREATE FUNCTION callactors_append_6(
            sessions text[], befores bigint[], ends int[],
            ids text[], numbers bigint[], manifests text[], messages bytea[], notices text[], writer text,
            hearers text[], heard_firsts int[], heard_lasts int[], heard_rows text[],
            OUT lost int[], OUT whole_ordering bigint)
        LANGUAGE plpgsql AS $body$
        DECLARE
            first int := 1;
            before_first bigint;
            last_ordering bigint;
            change_ordering bigint;
        BEGIN
            lost := '{}';
            PERFORM pg_advisory_xact_lock({{LockSpace}}, {{AppendLock}});
            whole_ordering := callactors_insert_2(sessions, befores, ids, numbers, manifests, messages, writer);
            IF whole_ordering IS NOT NULL THEN
                before_first := whole_ordering - cardinality(ids);
                PERFORM pg_notify('{{DigitsChannel}}', notice) FROM unnest(notices) AS given (notice) WHERE notice IS NOT NULL;
                PERFORM pg_notify(
                    '{{ChannelPrefix}}' || hearer,
                    coalesce(before_first + heard_first || ':' || before_first + heard_last || ':' || rows, (before_first + heard_last)::text))
                FROM unnest(hearers, heard_firsts, heard_lasts, heard_rows) AS given (hearer, heard_first, heard_last, rows);
                RETURN;
            END IF;
            FOR change IN 1 .. cardinality(ends) LOOP
                change_ordering := callactors_insert_2(
                    sessions[change:change], befores[change:change],
                    ids[first:ends[change]], numbers[first:ends[change]], manifests[first:ends[change]],
                    messages[first:ends[change]], writer);
                IF change_ordering IS NULL THEN
                    lost := lost || change;
                ELSE
                    last_ordering := change_ordering;
                    PERFORM pg_notify('{{DigitsChannel}}', notices[change]) WHERE notices[change] IS NOT NULL;
                END IF;
                first := ends[change] + 1;
            END LOOP;
            IF last_ordering IS NOT NULL THEN
                PERFORM pg_notify('{{ChannelPrefix}}' || hearer, last_ordering::text)
                FROM (SELECT DISTINCT hearer FROM unnest(hearers) AS given (hearer)) AS each;
            END IF;
        END $body$
        """;
}
