using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using CallActors.Akka.Storage;
using CallActors.Engine.Tests.Engine;

namespace CallActors.Akka.Tests.Sessions;

/// <summary>What the journal of one test is to do wrong; it works until the test says otherwise.</summary>
internal sealed class Faults : IExtension
{
    public const string NameKey = "akka.tests.faults";

    private static readonly ConcurrentDictionary<string, Faults> ByName = new();

    private readonly Gate gate = new();
    private volatile int stored;

    /// <summary>The streams whose writes fail before they are stored; null for none.</summary>
    public volatile Func<string, bool>? NotStored;

    /// <summary>The streams whose writes are stored and then reported as failed; null for none.</summary>
    public volatile Func<string, bool>? StoredAndFailed;

    /// <summary>The streams whose writes are refused; null for none.</summary>
    public volatile Func<string, bool>? Rejected;

    /// <summary>The streams that cannot be read; null for none.</summary>
    public volatile Func<string, bool>? NotRead;

    private volatile int writes;

    /// <summary>How many writes were begun.</summary>
    public int Writes => writes;

    /// <summary>How many of them were stored.</summary>
    public int Stored => stored;

    public void CountWrite() => Interlocked.Increment(ref writes);

    public void CountStored() => Interlocked.Increment(ref stored);

    /// <summary>Writes are stored and their answers wait from now on; the action lets them go.</summary>
    public Action Block() => gate.Close();

    public void Clear() => NotStored = StoredAndFailed = Rejected = NotRead = null;

    public Task OpenAsync() => gate.OpenAsync();

    public static Faults Of(ActorSystem system) => system.WithExtension<Faults, FaultsProvider>();

    /// <summary>Those of the node whose layer has this name: one of several in this process.</summary>
    public static Faults Named(string name) => ByName.GetOrAdd(name, _ => new Faults());

    public static Config LayerNamed(string name) => ConfigurationFactory.ParseString($"{NameKey} = \"{name}\"").WithFallback(Layer);

    public static Config Layer { get; } = ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql.class = "{{typeof(FaultyJournal).FullName}}, CallActors.Akka.Tests"
        """);
}

internal sealed class FaultsProvider : ExtensionIdProvider<Faults>
{
    public override Faults CreateExtension(ExtendedActorSystem system) =>
        system.Settings.Config.GetString(Faults.NameKey, null) is { } name ? Faults.Named(name) : new Faults();
}

internal sealed class FaultyJournal(Config config) : ChangeJournal(config)
{
    private readonly Faults faults = Faults.Of(Context.System);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToArray();
        faults.CountWrite();
        if (writes.Any(write => faults.NotStored?.Invoke(write.PersistenceId) == true))
        {
            throw new IOException("The journal is out of reach, says the test.");
        }

        var isRejected = writes.Any(write => faults.Rejected?.Invoke(write.PersistenceId) == true);
        if (!isRejected)
        {
            await base.WriteMessagesAsync(writes, cancellationToken);
            faults.CountStored();
        }

        await faults.OpenAsync();
        return writes.Any(write => faults.StoredAndFailed?.Invoke(write.PersistenceId) == true)
            ? throw new IOException("The journal's answer was lost, says the test.")
            : [.. writes.Select(_ => isRejected ? new IOException("The journal refuses it, says the test.") : null!)];
    }

    public override Task<long> ReadHighestSequenceNrAsync(string persistenceId, long fromSequenceNr, CancellationToken cancellationToken) =>
        faults.NotRead?.Invoke(persistenceId) == true
            ? throw new IOException("The journal cannot be read, says the test.")
            : base.ReadHighestSequenceNrAsync(persistenceId, fromSequenceNr, cancellationToken);
}
