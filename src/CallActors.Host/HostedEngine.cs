using CallActors.Engine;
using CallActors.Engine.Journal;

namespace CallActors.Host;

/// <summary>An engine as a host takes it.</summary>
/// <param name="Start">Starts it; it is disposed with the host.</param>
/// <param name="SetAside">Where its journal keeps what Amazon's feeds sent and could not be read.</param>
internal sealed record HostedEngine(Func<ILoggerFactory, ICallEngine> Start, ISetAside SetAside);
