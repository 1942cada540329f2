using CallActors.Engine;
using CallActors.Engine.Journal;

namespace CallActors.Host;

/// <summary>An engine as a host takes it.</summary>
/// <param name="Start">Starts it; it is disposed with the host.</param>
/// <param name="SetAside">Where its journal keeps what Amazon's feeds sent and could not be read.</param>
/// <param name="Node">This process among those on the journal; null where no other can be.</param>
/// <param name="IsReady">Completes when the host may begin to listen; never, and with an error, where that cannot be.</param>
internal sealed record HostedEngine(Func<IServiceProvider, ICallEngine> Start, ISetAside SetAside, JournalNode? Node, Func<ICallEngine, CancellationToken, Task>? IsReady = null);
