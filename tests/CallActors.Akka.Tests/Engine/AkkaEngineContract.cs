using System.Diagnostics.CodeAnalysis;
using CallActors.Akka.Storage;
using CallActors.Engine;
using CallActors.Engine.Journal;
using CallActors.Engine.Tests.Engine;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallActors.Akka.Tests.Engine;

/// <summary>The contract of every engine, kept by the one on Akka.NET, on a node that is alone.</summary>
[SuppressMessage("Design", "CA1001", Justification = "DisposeAsync, which xunit calls, stops the engine and closes the journal.")]
public abstract class AkkaEngineContract : EngineContract
{
    private AkkaEngine? running;
    private SideDoor? sideDoor;

    private protected override IJournal Journal => sideDoor ?? throw new InvalidOperationException("The engine was not started.");

    private protected abstract Task<HeldJournal> HoldAsync();

    private protected abstract SideDoor OpenSideDoor();

    private protected override async Task<ICallEngine> StartAsync(EngineOptions options)
    {
        var held = await HoldAsync();
        sideDoor ??= OpenSideDoor();
        return running = AkkaEngine.Start(held, options, null, NullLoggerFactory.Instance);
    }

    private protected override async Task StopAsync()
    {
        if (running is not null)
        {
            await running.DisposeAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (sideDoor is not null)
        {
            await sideDoor.DisposeAsync();
        }
    }
}
