using System.Diagnostics.Metrics;

namespace CallActors.Edge.Feeds;

/// <summary>How many events came, by feed and what became of them: taken, passed over, or set aside.</summary>
internal sealed class FeedCounters : IDisposable
{
    private readonly Meter meter = new("CallActors.Feeds");
    private readonly Counter<long> events;

    public FeedCounters() => events = meter.CreateCounter<long>("callactors.feeds.events", "{event}", "Events of Amazon's feeds.");

    public void Add(string feed, int taken, int passedOver, int setAside)
    {
        Add(feed, "taken", taken);
        Add(feed, "passed_over", passedOver);
        Add(feed, "set_aside", setAside);
    }

    public void Dispose() => meter.Dispose();

    private void Add(string feed, string outcome, int count)
    {
        if (count > 0)
        {
            events.Add(count, new("feed", feed), new("outcome", outcome));
        }
    }
}
