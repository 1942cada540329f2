using Microsoft.Data.Sqlite;

namespace CallActors.Benchmarks.Peers;

/// <summary>All changes that wait in one transaction of one thread, a row each.</summary>
internal sealed class SqliteGroupStore(string path) : IPeerStore
{
    private readonly SqliteGroups<PeerChange> groups = new(
        path, PeerSchema.Tables("blob", "integer"),
        "INSERT INTO change (agent_id, number, at, kind, request_id, record) VALUES ($agent, $number, $at, $kind, $request, $record)",
        ["$agent", "$number", "$at", "$kind", "$request", "$record"], Insert);

    public Task<IReadOnlyList<PeerChange>> LoadAsync(string agentId, int most) => Task.Run(() => groups.Read(
        "SELECT number, kind, request_id, record FROM change WHERE agent_id = $key ORDER BY number DESC LIMIT $most", agentId, most,
        row => ChangeOf(agentId, row)));

    public Task AppendAsync(PeerChange change) => groups.WriteAsync(change);

    public ValueTask DisposeAsync()
    {
        groups.Dispose();
        return ValueTask.CompletedTask;
    }

    public static PeerChange ChangeOf(string agentId, SqliteDataReader row) => new(
        agentId, row.GetInt64(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetFieldValue<byte[]>(3), []);

    private static void Insert(PeerChange change, long at, SqliteCommand insert)
    {
        var parameters = insert.Parameters;
        (parameters[0].Value, parameters[1].Value, parameters[2].Value) = (change.AgentId, change.Number, at);
        (parameters[3].Value, parameters[4].Value, parameters[5].Value) = (change.Kind, (object?)change.RequestId ?? DBNull.Value, change.Record);
        insert.ExecuteNonQuery();
    }
}
