using CallActors.Domain.Agents;
using CallActors.Engine.Actors;
using CallActors.Engine.Codec;

namespace CallActors.Akka.Sessions;

/// <summary>The one change that a session is journaling, from its decision until it is durable.</summary>
/// <param name="Ask">What is asked of Amazon Connect once it is durable.</param>
/// <param name="Durable">Answers whoever caused it; called after it was told.</param>
/// <param name="NotDurable">Tells whoever caused it why it is not known to be durable.</param>
internal sealed record ChangeUnderWay(BridgeRequest? Ask, Action Durable, Action<string> NotDurable)
{
    /// <summary>What is decided, before the ends of all its streams are known; null for one that is completed.</summary>
    public Decided? Decided { get; init; }

    /// <summary>The rows, once they are made.</summary>
    public Step? Step { get; set; }

    /// <summary>The streams whose end is not known yet, and then those whose rows are not durable yet.</summary>
    public HashSet<string> Awaited { get; } = new(StringComparer.Ordinal);
}

internal sealed record Decided(IReadOnlyList<Happened> Happened, Cause Cause, DateTimeOffset At);
