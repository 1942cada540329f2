namespace CallActors.Client.Requests;

/// <summary>Which of the addresses is used now; where it fails, the next one is.</summary>
internal sealed class Nodes(IReadOnlyList<Uri> addresses)
{
    // Apps that are started alike do not all begin with the same node.
    private int turn = Random.Shared.Next(addresses.Count);

    public int Count => addresses.Count;

    public Uri Current => addresses[Volatile.Read(ref turn) % addresses.Count];

    /// <summary>Goes on to the next address, unless another one has done so since this one was taken.</summary>
    public void GiveUp(Uri failed)
    {
        var now = Volatile.Read(ref turn);
        if (ReferenceEquals(addresses[now % addresses.Count], failed))
        {
            Interlocked.CompareExchange(ref turn, (now + 1) % addresses.Count, now);
        }
    }
}
