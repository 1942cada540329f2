using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;

namespace CallActors.Akka.Storage;

/// <summary>
/// Akka.Persistence.Sql, to which the actors of one change write at the same time. What belongs together is given to it as
/// one write, which it makes one transaction of: a change stands in the journal as a whole, or not at all.
/// </summary>
internal class ChangeJournal(Config config) : SqlWriteJournal(config)
{
    // By stream. It waits itself for the first stream of a write only, before it reads a stream again.
    private readonly Dictionary<string, Task> underWay = new(StringComparer.Ordinal);

    protected override bool AroundReceive(Receive receive, object message)
    {
        switch (message)
        {
            case WriteMessages write when JoinedWrite.Of(write) is { } joined:
                return joined.Take(write) is not { } whole || base.AroundReceive(receive, whole);
            case ReplayMessages replay when underWay.TryGetValue(replay.PersistenceId, out var write) && !write.IsCompleted:
                var (self, sender) = (Self, Sender);
                write.ContinueWith(_ => self.Tell(replay, sender), TaskScheduler.Default);
                return true;
            case Written written:
                foreach (var stream in written.Streams.Where(stream => underWay.GetValueOrDefault(stream) == written.Write))
                {
                    underWay.Remove(stream);
                }

                return true;
            default:
                return base.AroundReceive(receive, message);
        }
    }

    protected override Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        var write = base.WriteMessagesAsync(writes, cancellationToken);
        if (writes.Length > 1)
        {
            string[] streams = [.. writes.Select(each => each.PersistenceId)];
            foreach (var stream in streams)
            {
                underWay[stream] = write;
            }

            var self = Self;
            write.ContinueWith(_ => self.Tell(new Written(streams, write)), TaskContinuationOptions.ExecuteSynchronously);
        }

        return write;
    }

    private sealed record Written(string[] Streams, Task Write) : INoSerializationVerificationNeeded;
}
