"""A written letter, nobody's: the API's description shows it, and a worker reads it to be ready for others."""

LETTER = """\
Case Number: CM17-9000123
Date Assigned: 02/06/2017 Date of Injury: 03/14/2015
Decision Date: 03/01/2017 UR Denial Date: 01/12/2017
Priority: Standard Application
Received:
01/30/2017

HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the \
employer, employee, providers or the claims administrator.

The Expert Reviewer has the following credentials:
State(s) of Licensure: California
Certification(s)/Specialty: Physical Medicine & Rehabilitation

CLINICAL CASE SUMMARY
The expert reviewer developed the following clinical case summary based on a review of the case file, including all \
medical records:

The injured worker is a 47-year-old male who sustained an industrial injury on March 14, 2015. He is undergoing \
treatment for a lumbar strain.

IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:

Physical therapy 2 times a week for 3 weeks, lumbar spine: Overturned

Claims Administrator guideline: The Claims Administrator did not cite any medical evidence for its decision.

MAXIMUS guideline: Decision based on MTUS Chronic Pain Treatment Guidelines 2016, Section(s): Physical Medicine.

Decision rationale: The guideline recommends up to ten visits. The injured worker has had none so far. Therefore, the \
request is medically necessary.
"""
