using System.Globalization;
using System.Security.Cryptography;
using CallActors.Connect.Feeds;
using Microsoft.Data.Sqlite;

namespace CallActors.Edge.Feeds;

/// <summary>
/// Records of feeds that could not be read, in a table of their own file, so that they block no stream and are not
/// lost: an operator lists them and has them read again. The same record twice is kept once.
/// </summary>
internal sealed class SetAsideRecords : IDisposable
{
    private readonly Lock guard = new();
    private readonly FeedOptions options;
    private readonly TimeProvider clock;
    private readonly SqliteConnection? file;

    public SetAsideRecords(EdgeOptions options, TimeProvider clock)
    {
        (this.options, this.clock) = (options.Feeds, clock);
        if (this.options.SetAsideFile is { } path)
        {
            file = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            file.Open();
            Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            Run("""
                CREATE TABLE IF NOT EXISTS set_aside (
                    number INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT NOT NULL, delivery TEXT NOT NULL, record INTEGER NOT NULL,
                    fault TEXT NOT NULL, at TEXT NOT NULL, data BLOB NOT NULL, digest BLOB NOT NULL, UNIQUE (feed, digest));
                """);
        }
    }

    /// <summary>Refuses the delivery where its faulty records could not be kept.</summary>
    /// <exception cref="FeedException">Names the first faulty record and what is wrong with it.</exception>
    public void Check(IReadOnlyCollection<FaultyRecord> faulty)
    {
        if (faulty.Count == 0)
        {
            return;
        }

        var first = faulty.First();
        if (file is null)
        {
            throw new FeedException($"Record {first.Record} cannot be read: {first.Fault}");
        }

        lock (guard)
        {
            if (Count() + faulty.Count > options.MaximumSetAside)
            {
                throw new FeedException(
                    $"Record {first.Record} cannot be read: {first.Fault} It cannot be set aside either: {options.MaximumSetAside} records are the most; retry or delete some.");
            }
        }
    }

    /// <summary>Keeps them; durable when it returns.</summary>
    public void Add(IReadOnlyCollection<FaultyRecord> faulty)
    {
        if (faulty.Count == 0)
        {
            return;
        }

        lock (guard)
        {
            using var change = file!.BeginTransaction();
            foreach (var each in faulty)
            {
                Run(
                    "INSERT OR IGNORE INTO set_aside (feed, delivery, record, fault, at, data, digest) VALUES ($feed, $delivery, $record, $fault, $at, $data, $digest);",
                    ("$feed", each.Feed), ("$delivery", each.Delivery), ("$record", each.Record), ("$fault", each.Fault),
                    ("$at", clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture)), ("$data", each.Data.ToArray()),
                    ("$digest", SHA256.HashData(each.Data.Span)));
            }

            change.Commit();
        }
    }

    /// <summary>The oldest first, without their data.</summary>
    /// <param name="after">Only those with a greater number.</param>
    public IReadOnlyList<SetAsideRecord> List(long after, int limit) => Read(
        "SELECT number, feed, delivery, record, fault, at, length(data), NULL FROM set_aside WHERE number > $after ORDER BY number LIMIT $limit;",
        ("$after", after), ("$limit", limit));

    /// <summary>One with its data, null where there is none with that number.</summary>
    public SetAsideRecord? Find(long number) => Read(
        "SELECT number, feed, delivery, record, fault, at, length(data), data FROM set_aside WHERE number = $number;", ("$number", number)).SingleOrDefault();

    /// <returns>Whether there was one.</returns>
    public bool Remove(long number)
    {
        lock (guard)
        {
            return file is not null && Run("DELETE FROM set_aside WHERE number = $number;", ("$number", number)) > 0;
        }
    }

    public void Dispose() => file?.Dispose();

    private long Count()
    {
        using var command = file!.CreateCommand();
        command.CommandText = "SELECT count(*) FROM set_aside;";
        return (long)command.ExecuteScalar()!;
    }

    private int Run(string sql, params (string Name, object Value)[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private List<SetAsideRecord> Read(string sql, params (string Name, object Value)[] values)
    {
        lock (guard)
        {
            var all = new List<SetAsideRecord>();
            if (file is null)
            {
                return all;
            }

            using var command = Command(sql, values);
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                all.Add(new SetAsideRecord(
                    row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetInt64(6),
                    row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7)));
            }

            return all;
        }
    }

    private SqliteCommand Command(string sql, (string Name, object Value)[] values)
    {
        var command = file!.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}

/// <summary>A record that cannot be read.</summary>
/// <param name="Delivery">Firehose's id of the delivery that it came with.</param>
/// <param name="Record">Its place in the delivery, from 1.</param>
internal sealed record FaultyRecord(string Feed, string Delivery, int Record, string Fault, ReadOnlyMemory<byte> Data);

/// <param name="Number">What an operator names it by.</param>
/// <param name="Data">Null in lists.</param>
internal sealed record SetAsideRecord(
    long Number, string Feed, string Delivery, int Record, string Fault, string At, long Bytes, byte[]? Data);
