using Akka.Actor;
using CallActors.Engine;

namespace CallActors.Akka.Services;

/// <summary>A service's actor that is told everything of an agent.</summary>
internal sealed class Follower(IActorRef actor)
{
    private Subscription? subscription;

    public IActorRef Actor => actor;

    /// <summary>The last revision that was sent to it, or that its state stood for; null before the first.</summary>
    public long? LastTold { get; set; }

    /// <summary>Nothing goes to it any more, though it is on its way.</summary>
    public bool IsEnded { get; private set; }

    public void Begin(Subscription begun)
    {
        subscription = begun;
        if (IsEnded)
        {
            begun.Dispose();
        }
    }

    public void End()
    {
        IsEnded = true;
        subscription?.Dispose();
    }
}
