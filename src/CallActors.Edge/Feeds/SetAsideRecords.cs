using CallActors.Connect.Feeds;
using CallActors.Engine.Journal;

namespace CallActors.Edge.Feeds;

/// <summary>Keeps the records of a delivery that could not be read, where the host keeps any, up to a number.</summary>
internal sealed class SetAsideRecords(EdgeOptions options)
{
    private readonly FeedOptions options = options.Feeds;

    /// <summary>Refuses the delivery where its faulty records could not be kept.</summary>
    /// <exception cref="FeedException">Names the first faulty record and what is wrong with it.</exception>
    public async Task CheckAsync(IReadOnlyList<FaultyRecord> faulty, CancellationToken cancellation)
    {
        if (faulty.Count == 0)
        {
            return;
        }

        if (options.SetAside is not { } kept)
        {
            throw new FeedException($"Record {faulty[0].Record} cannot be read: {faulty[0].Fault}");
        }

        if (await kept.CountAsync(cancellation) + faulty.Count > options.MaximumSetAside)
        {
            throw new FeedException(
                $"Record {faulty[0].Record} cannot be read: {faulty[0].Fault} It cannot be set aside either: {options.MaximumSetAside} records are the most; retry or delete some.");
        }
    }

    /// <summary>Keeps them; durable when it returns.</summary>
    public Task AddAsync(IReadOnlyList<FaultyRecord> faulty, CancellationToken cancellation) =>
        faulty.Count == 0 ? Task.CompletedTask : options.SetAside!.AddAsync(faulty, cancellation);

    /// <summary>The oldest first, without what stood in them.</summary>
    /// <param name="after">Only those with a greater number.</param>
    public Task<IReadOnlyList<SetAsideRecord>> ListAsync(long after, int limit, CancellationToken cancellation) =>
        options.SetAside?.ListAsync(after, limit, cancellation) ?? Task.FromResult<IReadOnlyList<SetAsideRecord>>([]);

    /// <summary>One with what stood in it, null where there is none with that number.</summary>
    public Task<SetAsideRecord?> FindAsync(long number, CancellationToken cancellation) =>
        options.SetAside?.FindAsync(number, cancellation) ?? Task.FromResult<SetAsideRecord?>(null);

    /// <returns>Whether there was one.</returns>
    public Task<bool> RemoveAsync(long number, CancellationToken cancellation) =>
        options.SetAside?.RemoveAsync(number, cancellation) ?? Task.FromResult(false);
}
