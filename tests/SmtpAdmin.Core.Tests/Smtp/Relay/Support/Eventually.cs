namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>Waits for what another thread is about to do.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Guard = TimeSpan.FromMinutes(1); // against a test that would hang

    /// <summary>Returns as soon as something is so.</summary>
    public static async Task IsSoAsync(Func<bool> condition)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(Guard);
        while (!condition()) await Task.Delay(5, late.Token);
    }
}
