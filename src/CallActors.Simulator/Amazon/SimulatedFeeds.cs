namespace CallActors.Simulator.Amazon;

/// <summary>Where a simulator without bridges sends Amazon's feeds, and the keys that it shows there.</summary>
/// <param name="Engine">Gives the address of the engine's host; asked once, after the application has started.</param>
public sealed record SimulatedFeeds(Func<Uri> Engine, string AgentEventsKey, string ContactEventsKey);
