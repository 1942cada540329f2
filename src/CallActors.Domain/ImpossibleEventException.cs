namespace CallActors.Domain;

/// <summary>An event that cannot follow on a state: the journal was written by something else, or is damaged.</summary>
/// <remarks>The message names kinds only: it is journaled and logged, and a state holds numbers and names.</remarks>
public sealed class ImpossibleEventException(object state, object happened)
    : InvalidOperationException($"{Kind(happened)} cannot follow on {Kind(state)}.")
{
    private static string Kind(object thing) =>
        thing.GetType() is { DeclaringType: { } family } kind ? $"{family.Name}.{kind.Name}" : thing.GetType().Name;
}
