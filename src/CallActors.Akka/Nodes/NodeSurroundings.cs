using Akka.Actor;
using CallActors.Akka.Storage;
using CallActors.Engine;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Nodes;

/// <summary>What the actors that stand for agents at this node share.</summary>
/// <param name="Sessions">Brings messages to the sessions, wherever they are.</param>
internal sealed record NodeSurroundings(IActorRef Sessions, HeldJournal Held, EngineOptions Options, ILogger Log)
{
    /// <summary>How often a session that does not answer is asked again.</summary>
    public TimeSpan AskAgain { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>After how long a command that is not answered is said to have failed.</summary>
    public TimeSpan CommandLimit { get; init; } = TimeSpan.FromSeconds(10);

    public void Warn(string sentence) => Log.LogWarning("{Sentence}", sentence);
}
