namespace CallActors.Nodes.Tests.Running;

/// <summary>Which program the nodes of a site run.</summary>
internal static class NodeProgram
{
    public const string File = "CallActors.Host.dll";

    /// <summary>How many nodes are killed where nobody says otherwise.</summary>
    public const int Kills = 20;

    /// <summary>How often PostgreSQL is killed.</summary>
    public const int DatabaseKills = 10;

    /// <summary>What the next node on this journal is told besides.</summary>
    public static IEnumerable<string> ArgumentsFor(string journal) => [];
}
