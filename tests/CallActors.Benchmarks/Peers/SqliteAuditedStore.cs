using Microsoft.Data.Sqlite;

namespace CallActors.Benchmarks.Peers;

/// <summary>As <see cref="SqliteGroupStore"/>, with the history that an auditor asks for (<see cref="PeerHistory"/>).</summary>
internal sealed class SqliteAuditedStore : IPeerStore
{
    private const string Table = """
        CREATE TABLE IF NOT EXISTS history (
            ordering   integer PRIMARY KEY,
            stream     text    NOT NULL,
            number     bigint  NOT NULL,
            at         integer NOT NULL,
            kind       text    NOT NULL,
            request_id text,
            record     blob    NOT NULL,
            hash       blob    NOT NULL,
            UNIQUE (stream, number))
        """;

    private readonly SqliteGroups<PeerRow[]> groups;
    private readonly PeerHistory history;

    public SqliteAuditedStore(string path)
    {
        groups = new SqliteGroups<PeerRow[]>(
            path, Table,
            "INSERT INTO history (stream, number, at, kind, request_id, record, hash) VALUES ($stream, $number, $at, $kind, $request, $record, $hash)",
            ["$stream", "$number", "$at", "$kind", "$request", "$record", "$hash"], Insert);
        history = new PeerHistory(ReadHeadAsync);
    }

    public bool KeepsParts => true;

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => Task.Run(() => groups.Read(
        "SELECT number, kind, request_id, record FROM history WHERE stream = $key ORDER BY number DESC LIMIT $most", PeerHistory.StreamOf(agentId), most,
        row => SqliteGroupStore.ChangeOf(agentId, row)));

    public async Task AppendAsync(PeerChange change)
    {
        var rows = await history.RowsOfAsync(change);
        try
        {
            await groups.WriteAsync(rows);
            history.Keep(rows);
        }
        catch (SqliteException)
        {
            history.Forget(rows);
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        groups.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask<(long Number, byte[] Hash)> ReadHeadAsync(string stream)
    {
        var heads = groups.Read(
            "SELECT number, hash FROM history WHERE stream = $key ORDER BY number DESC LIMIT $most", stream, 1,
            row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)));
        return ValueTask.FromResult(heads is [var head] ? head : (0, []));
    }

    /// <summary>The agent's first: its number says whether any of them may be there.</summary>
    private static void Insert(PeerRow[] rows, long at, SqliteCommand insert)
    {
        var parameters = insert.Parameters;
        foreach (var row in rows.Reverse())
        {
            (parameters[0].Value, parameters[1].Value, parameters[2].Value) = (row.Stream, row.Number, at);
            (parameters[3].Value, parameters[4].Value, parameters[5].Value) = (row.Kind, (object?)row.RequestId ?? DBNull.Value, row.Record);
            parameters[6].Value = row.Hash;
            insert.ExecuteNonQuery();
        }
    }
}
