using CallActors.Simulator.Amazon;
using CallActors.Simulator.Centre;

namespace CallActors.Simulator;

/// <summary>How a simulated contact centre is started.</summary>
public sealed record SimulatorOptions
{
    public const int MostAgents = 10_000;

    /// <summary>The path of the world file; it is made where it is not there.</summary>
    public required string WorldFile { get; init; }

    /// <summary>Gives the engine's bridge address (ws or wss); asked once, after the application has started.</summary>
    public required Func<Uri> BridgeAddress { get; init; }

    /// <summary>Where Amazon's feeds go in the place of bridges; null where every agent has a bridge.</summary>
    public SimulatedFeeds? WithoutBridges { get; init; }

    /// <summary>The instance that is simulated.</summary>
    public static string InstanceArn => Site.InstanceArn;

    /// <summary>Where, under the address of its application, a simulator without bridges serves Amazon Connect's API.</summary>
    public const string AmazonApiPath = "/v1/simulator/amazon";

    /// <summary>How many agents there are at least, from 1 to 10,000: agent1, agent2 and so on.</summary>
    public int Agents { get; init; } = 1;

    /// <summary>How many calls a minute arrive by themselves, from 0 to 6,000; null for what the world file says.</summary>
    public double? CallsPerMinute { get; init; }

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="SimulatorException">One is out of range; the message is one sentence.</exception>
    internal void Validate()
    {
        if (Agents is < 1 or > MostAgents)
        {
            throw new SimulatorException($"The simulator has {Agents} agents; it must have from 1 to {MostAgents}.");
        }

        if (CallsPerMinute is not (null or (>= 0 and <= Settings.MostCallsPerMinute)))
        {
            throw new SimulatorException(
                $"The simulator has {CallsPerMinute} calls a minute; it must have from 0 to {Settings.MostCallsPerMinute}.");
        }
    }
}
