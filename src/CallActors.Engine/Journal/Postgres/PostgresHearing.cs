using System.Globalization;
using System.Security.Cryptography;

namespace CallActors.Engine.Journal.Postgres;

/// <summary>
/// What is announced to a node on one connection: changes with their rows, or up to which <c>ordering</c> there are some.
/// Whoever may connect to the database may announce, so what was not sealed for this very connection is only asked after,
/// and nothing that stands in it is taken for true. What was sealed comes here once and before anybody can repeat it, since
/// announcements come in their order and the key is new with each connection; so the orderings before it are true as well.
/// </summary>
internal sealed class PostgresHearing(string nodeId, KnownRows known) : IDisposable
{
    private readonly ECDiffieHellman key = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly Dictionary<string, ChangeSeal> writers = new(StringComparer.Ordinal);
    private readonly Queue<string> came = [];

    /// <summary>What others seal for.</summary>
    public byte[] PublicKey => key.ExportSubjectPublicKeyInfo();

    /// <summary>How many announcements came and were not followed yet.</summary>
    public int Count => came.Count;

    /// <summary>Up to which ordering there are surely rows.</summary>
    public long Real { get; private set; }

    /// <summary>Up to which ordering somebody says that there are rows.</summary>
    public long Claimed { get; set; }

    /// <summary>Another announcement came.</summary>
    public void Take(string announcement) => came.Enqueue(announcement);

    /// <summary>There are surely rows up to an ordering.</summary>
    public void Reach(long ordering) => Real = Math.Max(Real, ordering);

    /// <summary>A node that may seal. Once known it stays, so that nothing it sealed is opened twice.</summary>
    public void Know(string writerId, byte[] publicKey)
    {
        if (!writers.ContainsKey(writerId) && ChangeSeal.Between(key, publicKey, writerId, nodeId) is { } seal)
        {
            writers[writerId] = seal;
        }
    }

    /// <summary>
    /// Follows what came. One of a node that is not known yet waits until it was asked who there is: were it passed by, somebody
    /// could repeat it once that node is known.
    /// </summary>
    /// <param name="asked">Of how many it was asked since they came.</param>
    /// <returns>False where it is to be asked.</returns>
    public bool Follow(int asked = 0)
    {
        for (; came.TryPeek(out string? announcement); asked--)
        {
            if (!TryFollow(announcement, asked > 0))
            {
                return false;
            }

            came.Dequeue();
        }

        return true;
    }

    public void Dispose() => key.Dispose();

    private bool TryFollow(string announcement, bool isAsked)
    {
        Span<Range> parts = stackalloc Range[4];
        ReadOnlySpan<char> text = announcement;
        int count = text.Split(parts, ':');
        if (count == 1 && IsOrdering(text, out long ordering))
        {
            Claimed = Math.Max(Claimed, ordering);
        }
        else if (count == 3 && IsOrdering(text[parts[0]], out long first) && IsOrdering(text[parts[1]], out long last))
        {
            var given = ChangeSeal.TryRead(text[parts[2]]);
            ChangeSeal? seal = given is { } from ? writers.GetValueOrDefault(from.WriterId) : null;
            if (given is not null && seal is null && !isAsked)
            {
                return false;
            }

            // It is opened also where its rows are known already, or somebody could repeat it.
            if (given is { } it && seal?.TryOpen(it.Closed) is { } packed && PackedRows.Read(packed) is { } rows && rows.Count == last - first + 1)
            {
                Hear(rows, first);
            }
            else
            {
                Claimed = Math.Max(Claimed, last);
            }
        }

        return true;
    }

    private void Hear(IReadOnlyList<JournalRow> rows, long first)
    {
        // Whatever stands before it was committed before it, and is here already or is to be read.
        Reach(first - 1);
        var (ofChange, from) = (new List<JournalRow>(), first);
        for (int place = 0; place < rows.Count; place++)
        {
            ofChange.Add(rows[place]);
            string? agentId = PostgresTail.AgentOf(rows[place].Key.PersistenceId);
            if (agentId is not null || place == rows.Count - 1)
            {
                long last = first + place;
                CommittedChange? change = agentId is null ? null : new(agentId, rows[place].Key.SequenceNumber, ofChange);
                if (!known.Hear(from, last, change))
                {
                    Reach(last);
                }

                (ofChange, from) = ([], last + 1);
            }
        }
    }

    private static bool IsOrdering(ReadOnlySpan<char> text, out long ordering) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ordering);
}
