using System.Collections.Immutable;
using CallActors.Domain.Agents;
using CallActors.Engine.Codec;

namespace CallActors.Engine.Actors;

/// <summary>Finds the ends of an agent's streams among those known, which are so few that looking through them is cheapest.</summary>
internal static class StreamHeads
{
    /// <summary>Where the end of an entity's stream is among those known; -1 where it is not.</summary>
    public static int PlaceOf(this ImmutableArray<StreamHead> heads, string agentId, Happened happened)
    {
        for (var place = 0; place < heads.Length; place++)
        {
            var isIts = happened switch
            {
                Happened.ToConnection e => Streams.IsOfConnection(heads[place].Stream, agentId, e.ConnectionId),
                Happened.ToContact e => Streams.IsOfContact(heads[place].Stream, agentId, e.ContactId),
                _ => false,
            };
            if (isIts)
            {
                return place;
            }
        }

        return -1;
    }

    public static int PlaceOfSession(this ImmutableArray<StreamHead> heads)
    {
        for (var place = 0; place < heads.Length; place++)
        {
            if (heads[place].Stream.StartsWith(Streams.AgentPrefix, StringComparison.Ordinal))
            {
                return place;
            }
        }

        return -1;
    }

    public static int PlaceOf(this ImmutableArray<StreamHead> heads, string stream)
    {
        for (var place = 0; place < heads.Length; place++)
        {
            if (heads[place].Stream == stream)
            {
                return place;
            }
        }

        return -1;
    }

    public static ImmutableArray<StreamHead> Put(this ImmutableArray<StreamHead> heads, StreamHead head) => heads.Put(heads.PlaceOf(head.Stream), head);

    public static ImmutableArray<StreamHead> Put(this ImmutableArray<StreamHead> heads, int place, StreamHead head) =>
        place < 0 ? heads.Add(head) : heads.SetItem(place, head);
}
