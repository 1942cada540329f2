namespace CallActors.Benchmarks.Peers;

/// <summary>One table and two keys: the least that keeps the promises.</summary>
internal static class PeerSchema
{
    public static string Tables(string bytes, string time) => $"""
        CREATE TABLE IF NOT EXISTS change (
            agent_id   text   NOT NULL,
            number     bigint NOT NULL,
            at         {time} NOT NULL,
            kind       text   NOT NULL,
            request_id text,
            record     {bytes} NOT NULL,
            PRIMARY KEY (agent_id, number));
        CREATE UNIQUE INDEX IF NOT EXISTS change_request ON change (agent_id, request_id) WHERE kind = 'requested';
        """;
}
