namespace CallActors.Simulator;

/// <summary>The simulator cannot start or go on; the message is one sentence for whoever started it.</summary>
public sealed class SimulatorException : Exception
{
    public SimulatorException(string message) : base(message)
    {
    }

    public SimulatorException(string message, Exception inner) : base(message, inner)
    {
    }
}
