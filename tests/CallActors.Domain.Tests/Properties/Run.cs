using FsCheck;
using FsCheck.Fluent;

namespace CallActors.Domain.Tests.Properties;

/// <summary>Runs a property; a failure says the seed and the smallest history that it was found with.</summary>
internal static class Run
{
    public static void ForAll<T>(Arbitrary<T> arbitrary, int times, Action<T> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(times).WithQuietOnSuccess(true), Prop.ForAll(arbitrary, holds));
}
