using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Cluster;

/// <summary>Every session is at the node that the test says.</summary>
internal sealed class PlacementByHand : IShardAllocationStrategy
{
    private static readonly IImmutableDictionary<IActorRef, IImmutableList<string>> Nothing = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty;

    private volatile UniqueAddress? wanted;
    private volatile IImmutableDictionary<IActorRef, IImmutableList<string>> known = Nothing;

    /// <summary>Whether a shard is on its way from one node to another.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>The oldest node, at which this runs.</summary>
    public UniqueAddress? Coordinator { get; set; }

    /// <summary>Completes when no session is anywhere else.</summary>
    public async Task MoveAllAsync(AkkaEngine node)
    {
        wanted = node.Membership.Self!;
        // The coordinator's last look may be older than the sessions that are to move; only one that comes from now on counts.
        known = Nothing;
        await Waiting.UntilAsync("every shard moved", () => known.Any(each => IsWanted(each.Key)) && known.All(each => IsWanted(each.Key) || each.Value.Count == 0));
    }

    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        known = currentShardAllocations;
        return Task.FromResult(currentShardAllocations.Keys.FirstOrDefault(IsWanted) ?? requester);
    }

    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations, IImmutableSet<string> rebalanceInProgress)
    {
        known = currentShardAllocations;
        IsMoving = rebalanceInProgress.Count > 0;
        return Task.FromResult<IImmutableSet<string>>(wanted is null || !currentShardAllocations.Keys.Any(IsWanted)
            ? ImmutableHashSet<string>.Empty
            : currentShardAllocations.Where(each => !IsWanted(each.Key)).SelectMany(each => each.Value).ToImmutableHashSet().Except(rebalanceInProgress));
    }

    private bool IsWanted(IActorRef region) =>
        // The coordinator's own region has no address in its path.
        region.Path.Address.Port is { } port ? port == wanted?.Address.Port : wanted == Coordinator;
}
