using System.Security.Cryptography;
using System.Text;

namespace CallActors.Simulator.Floor;

/// <summary>How a call of the floor goes, drawn from its contact id so that it is the same after a restart.</summary>
internal sealed record Script(
    bool LetsItRing, TimeSpan AnswersAfter, bool Consults, TimeSpan HoldsAfter, TimeSpan HoldLasts, TimeSpan ResumesAfter,
    TimeSpan TalksFor, bool CustomerLeavesFirst, TimeSpan WrapsUpFor, int Choice)
{
    private const double ConsultShare = 0.15;
    private const double HoldShare = 0.5;
    private const double MissShare = 0.05;

    /// <summary>The script of that contact.</summary>
    public static Script Of(string contactId)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(contactId));

        // A seeded Random is needed for the same script every time; nothing secret hangs on it.
#pragma warning disable CA5394
        var random = new Random(BitConverter.ToInt32(hash));
        TimeSpan Between(double fromSeconds, double toSeconds) =>
            TimeSpan.FromMilliseconds(random.Next((int)(fromSeconds * 1000), (int)(toSeconds * 1000)));
        bool Now(double share) => random.NextDouble() < share;

        var letsItRing = Now(MissShare);
        var answersAfter = Between(1, 5);
        var consults = Now(ConsultShare);
        var talksFor = Between(15, 60);
        var holdsAfter = Now(HoldShare) || consults ? Between(3, 10) : talksFor;
        var holdLasts = Between(2, 6);
        var resumesAfter = holdsAfter + Between(5, 10);
        return new Script(letsItRing, answersAfter, consults, holdsAfter, holdLasts, resumesAfter, talksFor,
            Now(HoldShare), Between(2, 8), random.Next());
#pragma warning restore CA5394
    }
}
