namespace CallActors.Nodes.Tests.Running;

/// <summary>Which program the nodes of a site run.</summary>
internal static class NodeProgram
{
    public const string File = "CallActors.Host.dll";

    /// <summary>What stands in the log of a database that is written to.</summary>
    public const string Append = "callactors_append_6";

    /// <summary>How many nodes are killed where nobody says otherwise.</summary>
    public const int Kills = 20;

    /// <summary>How often PostgreSQL is killed.</summary>
    public const int DatabaseKills = 10;

    /// <summary>Whether specs that are dear with these nodes are run.</summary>
    public const bool IsAllRun = true;

    /// <summary>Why they are not.</summary>
    public const string TakesLong = "";

    /// <summary>What the next node on this journal is told besides.</summary>
    /// <param name="network">The network that one node of the site is in; null for none.</param>
    /// <param name="isInside">Whether it is the next node that is in it.</param>
    public static IEnumerable<string> ArgumentsFor(string journal, NetworkNamespace? network, bool isInside) => [];
}
