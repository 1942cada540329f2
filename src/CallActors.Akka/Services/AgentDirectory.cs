using Akka.Actor;
using CallActors.Contracts;
using CallActors.Engine;
using Microsoft.Extensions.Logging;

namespace CallActors.Akka.Services;

/// <summary>Says to services which agents there are; where it cannot, it does not answer, and is asked again.</summary>
internal sealed class AgentDirectory : ReceiveActor
{
    private readonly HashSet<IActorRef> waiting = [];

    public AgentDirectory(ICallEngine engine, ILogger log)
    {
        Receive<ListAgents>(_ =>
        {
            // The journal is read once for all who ask meanwhile.
            if (waiting.Add(Sender) && waiting.Count == 1)
            {
                engine.AgentsAsync(default).AsTask().PipeTo(
                    Self, Self, agents => new AgentsListed([.. agents.Select(each => each.View.AgentId)]), fault =>
                    {
                        log.LogWarning("The agents could not be listed for a service: {Reason}", fault.Message);
                        return new NotListed();
                    });
            }
        });
        Receive<AgentsListed>(listed =>
        {
            foreach (var asker in waiting)
            {
                asker.Tell(listed);
            }

            waiting.Clear();
        });
        Receive<NotListed>(_ => waiting.Clear());
    }

    private sealed record NotListed : INoSerializationVerificationNeeded;
}
