namespace CallActors.Domain;

/// <summary>An event that cannot follow on a state: the journal was written by something else, or is damaged.</summary>
public sealed class ImpossibleEventException(object state, object happened)
    : InvalidOperationException($"{happened.GetType().Name} cannot follow on {state}.");
