namespace CallActors.Edge.Tests.Running;

/// <summary>Snapshots as a bridge sends them.</summary>
internal static class Snapshots
{
    /// <param name="second">The snapshot's time; a later one is newer.</param>
    /// <param name="status">Of both connections.</param>
    public static string Call(double second, string status = "connected", string attribute = "") => $$"""
        {"type":"snapshot","snapshot":{"snapshotTimestamp":{{1795338000 + second}},"contacts":[
          {"contactId":"c-1","type":"voice","state":{"type":"connected","timestamp":1795338000},"initiationMethod":"inbound",
           "attributes":{"note":{"name":"note","value":"{{attribute}}"} },
           "connections":[
             {"connectionId":"a-1","type":"agent","initial":false,"state":{"type":"{{status}}","timestamp":{{1795338000 + second}}} },
             {"connectionId":"c-1","type":"inbound","initial":true,"endpoint":{"phoneNumber":"+15550100"},"state":{"type":"{{status}}","timestamp":{{1795338000 + second}}} }]}]} }
        """;
}
