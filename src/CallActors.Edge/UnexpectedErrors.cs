using Microsoft.Extensions.Logging;

namespace CallActors.Edge;

internal static class UnexpectedErrors
{
    /// <summary>The text of an unexpected error may hold what must not be logged; its kind and place are enough to find it.</summary>
    public static void LogUnexpected(this ILogger log, Exception error, string what) =>
        log.LogError("{What}: {Kind}{NewLine}{Place}", what, error.GetType().Name, Environment.NewLine, error.StackTrace);
}
