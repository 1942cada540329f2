using CallActors.Engine.Wire;
using Microsoft.AspNetCore.Http;

namespace CallActors.Edge.Sockets;

/// <summary>How many sockets and event streams are open on this node, in all and for each agent; both are bounded.</summary>
internal sealed class SocketPlaces(EdgeOptions options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> ofAgents = new(StringComparer.Ordinal);
    private int all;

    /// <summary>Takes a place until it is disposed.</summary>
    /// <param name="agentId">Whose app it is; null for a bridge, which says so later.</param>
    /// <exception cref="TooManySocketsException">There is none left.</exception>
    public IDisposable Take(string? agentId)
    {
        lock (gate)
        {
            if (all >= options.SocketsMost)
            {
                throw new TooManySocketsException(
                    StatusCodes.Status503ServiceUnavailable, $"This node has {all} sockets open, which is the limit: connect to another node.");
            }

            if (agentId is not null && ofAgents.GetValueOrDefault(agentId) is var his && his >= options.SocketsOfAgentMost)
            {
                throw new TooManySocketsException(
                    StatusCodes.Status429TooManyRequests, $"Agent {agentId} has {his} apps connected to this node, which is the limit: close some.");
            }

            all++;
            if (agentId is not null)
            {
                ofAgents[agentId] = ofAgents.GetValueOrDefault(agentId) + 1;
            }
        }

        return new Place(this, agentId);
    }

    private void Free(string? agentId)
    {
        lock (gate)
        {
            all--;
            if (agentId is not null && --ofAgents[agentId] == 0)
            {
                ofAgents.Remove(agentId);
            }
        }
    }

    private sealed class Place(SocketPlaces places, string? agentId) : IDisposable
    {
        private int isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isFree, 1) == 0)
            {
                places.Free(agentId);
            }
        }
    }
}

/// <summary>A socket or stream is refused before it is opened.</summary>
internal sealed class TooManySocketsException(int status, string detail) : Exception(detail)
{
    public int Status => status;

    public WireError Error { get; } = WireError.TooMany(detail);
}
