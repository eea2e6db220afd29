namespace Temporalio.Converters;

/// <summary>How failures are written.</summary>
public class DefaultFailureConverterOptions : ICloneable
{
    /// <summary>Whether message and stack trace travel as a payload, which a codec can encrypt.</summary>
    public bool EncodeCommonAttributes { get; set; }

    /// <summary>A copy.</summary>
    public virtual object Clone() => MemberwiseClone();
}
