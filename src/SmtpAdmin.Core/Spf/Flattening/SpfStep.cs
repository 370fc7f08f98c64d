namespace SmtpAdmin.Spf;

/// <summary>A step of the decision that a record makes: the first that matches decides.</summary>
/// <param name="Qualifier">What it says of a sender that it matches.</param>
internal abstract record SpfStep(SpfQualifier Qualifier)
{
    /// <summary>The qualifier as it is written.</summary>
    public string Sign => Qualifier switch { SpfQualifier.Pass => "", SpfQualifier.Fail => "-", SpfQualifier.SoftFail => "~", _ => "?" };
}
