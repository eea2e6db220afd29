using Conformance.Npm;

namespace Conformance.OfficialSdk;

/// <summary>The official client with the official worker.</summary>
[Collection(NpmCollection.Name)]
[Trait("Category", "Conformance")]
public sealed class OfficialSdkTests(NpmProject npm, OfficialWorkerOnService service) : OfficialClientTests(npm, service), IClassFixture<OfficialWorkerOnService>;
