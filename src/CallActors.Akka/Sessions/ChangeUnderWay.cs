using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;

namespace CallActors.Akka.Sessions;

/// <summary>The one change that a session is journaling, from its decision until it is durable.</summary>
/// <param name="Decided">What is to be journaled, once the ends of all its streams are known.</param>
/// <param name="Ask">What is asked of Amazon Connect once it is durable.</param>
/// <param name="Durable">Answers whoever caused it; called after it was told.</param>
/// <param name="NotDurable">Tells whoever caused it why it is not known to be durable.</param>
internal sealed record ChangeUnderWay(Decided Decided, BridgeRequest? Ask, Action Durable, Action<string> NotDurable)
{
    /// <summary>The streams whose end is not known yet.</summary>
    public HashSet<string> Awaited { get; } = new(StringComparer.Ordinal);
}

internal sealed record Decided(ImmutableArray<Happened> Happened, Cause Cause, DateTimeOffset At);
