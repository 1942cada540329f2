namespace CallActors.Simulator.Centre;

/// <summary>How the contact centre behaves; changed while it runs.</summary>
internal sealed record Settings
{
    /// <summary>How long a call rings at an agent before it is missed.</summary>
    public int RingTimeoutMilliseconds { get; init; } = 20_000;

    /// <summary>How long a dialled number rings before it answers or refuses by itself.</summary>
    public int AnswerAfterMilliseconds { get; init; } = 1_500;

    /// <summary>How long a dialled number that does not answer rings before it is given up.</summary>
    public int DialTimeoutMilliseconds { get; init; } = 30_000;

    /// <summary>How long after the acknowledgement a snapshot shows what was done.</summary>
    public int SnapshotDelayMilliseconds { get; init; } = 20;

    /// <summary>Whether dialled numbers answer by themselves.</summary>
    public bool AutoAnswer { get; init; } = true;

    /// <summary>What Connect reports of a call that was missed, rejected or abandoned while it rang.</summary>
    public ContactStatus MissedAs { get; init; } = ContactStatus.Missed;
    public ContactStatus RejectedAs { get; init; } = ContactStatus.Rejected;
    public ContactStatus AbandonedAs { get; init; } = ContactStatus.Missed;

    /// <summary>How many calls arrive by themselves for the floor; 0 for none.</summary>
    public double CallsPerMinute { get; init; }

    /// <summary>What is wrong with the settings, as one sentence, or null.</summary>
    public string? Fault()
    {
        const int longestMilliseconds = 3_600_000;
        (string Name, int Value)[] times =
        [
            ("ringTimeoutMilliseconds", RingTimeoutMilliseconds),
            ("answerAfterMilliseconds", AnswerAfterMilliseconds),
            ("dialTimeoutMilliseconds", DialTimeoutMilliseconds),
            ("snapshotDelayMilliseconds", SnapshotDelayMilliseconds),
        ];
        foreach (var (name, value) in times)
        {
            if (value is < 0 or > longestMilliseconds)
            {
                return $"{name} is {value}; it must be from 0 to {longestMilliseconds}.";
            }
        }

        (string Name, ContactStatus Value)[] reports =
            [("missedAs", MissedAs), ("rejectedAs", RejectedAs), ("abandonedAs", AbandonedAs)];
        foreach (var (name, value) in reports)
        {
            if (!IsUnanswered(value))
            {
                return $"{name} must be \"missed\", \"rejected\" or \"error\".";
            }
        }

        return CallsPerMinute is >= 0 and <= MostCallsPerMinute
            ? null
            : $"callsPerMinute is {CallsPerMinute}; it must be from 0 to {MostCallsPerMinute}.";
    }

    public const int MostCallsPerMinute = 6_000;

    /// <summary>Whether a call that nobody answered may end like that.</summary>
    public static bool IsUnanswered(ContactStatus status) =>
        status is ContactStatus.Missed or ContactStatus.Rejected or ContactStatus.Error;
}
