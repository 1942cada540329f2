using CallActors.Domain.Agents;
using CallActors.Engine.Wire;

namespace CallActors.Edge.Messages;

/// <summary>A request of an app, read.</summary>
internal abstract record AppMessage
{
    private AppMessage() { }

    /// <summary>Something to ask of Amazon Connect.</summary>
    public sealed record Command(Ask Ask) : AppMessage;

    /// <summary>Something that the engine knows by itself.</summary>
    public sealed record Query(QueryKind Kind, string RequestId) : AppMessage;

    /// <param name="RequestId">The app's own, where that much could be read.</param>
    public sealed record Malformed(WireError Error, string? RequestId) : AppMessage;
}

internal enum QueryKind
{
    Calls,
    DirectConnects,
    Agent,
    AgentStates,
    Login,
}
